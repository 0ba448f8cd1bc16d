"""The ASGI application: HTTP to Django, /ws/ to the calls."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videocall.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter

from videocall import single_process

single_process.claim()

application = ProtocolTypeRouter({"http": django_application})
