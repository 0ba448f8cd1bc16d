"""The ASGI application: HTTP to Django, /ws/ to the calls."""

from videocall.single_process import claim
from videocall.startup import load_settings

load_settings()
claim()

from django.core.asgi import get_asgi_application

# Sets Django up, before anything is imported that needs it.
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from calls.routing import lifespan, websocket_application
from videocall.draining import Draining
from videocall.logs import with_request_id

# The proxy's word goes outermost, so that HTTP and sockets see the same address and scheme.
application = with_request_id(
    ProxyHeadersMiddleware(
        ProtocolTypeRouter(
            {
                "http": Draining(django_application),
                "websocket": websocket_application,
                "lifespan": lifespan,
            }
        ),
        trusted_hosts=settings.TRUSTED_PROXIES,
    )
)
