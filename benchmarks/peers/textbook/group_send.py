"""What Channels' own tutorial leads to: a group a person, `group_send`, the in-memory layer; with REDIS_URL,
channels_redis' pubsub layer.

It takes the messages of the tutorial's Node server, so that one load generator measures both. Run
with `daphne group_send:application` from this folder.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

IN_MEMORY = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
PUBSUB = {
    "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
    "CONFIG": {"hosts": [{"address": os.environ.get("REDIS_URL"), "socket_timeout": None}]},
}
settings.configure(
    SECRET_KEY="of no use to anybody",
    CHANNEL_LAYERS={"default": PUBSUB if "REDIS_URL" in os.environ else IN_MEMORY},
)
django.setup()


class Relay(AsyncWebsocketConsumer):
    """Joins the group of its person's name and sends to the group of the person named."""

    name = ""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = json.loads(text_data or "{}")
        if message["channel"] == "login":
            self.name = message["name"]
            await self.channel_layer.group_add(self.name, self.channel_name)
            return
        receiver = message["otherPerson"]
        message["otherPerson"] = self.name
        await self.channel_layer.group_send(receiver, {"type": "relay", "text": json.dumps(message)})

    async def relay(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.name, self.channel_name)


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws", Relay.as_asgi())])})
