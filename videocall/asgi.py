"""The ASGI application: HTTP to Django, /ws/ to the calls."""

from videocall.single_process import claim
from videocall.startup import load_settings

load_settings()
claim()

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

protocols = ProtocolTypeRouter({"http": get_asgi_application()})

# Outermost, so that HTTP and sockets see the same address and scheme.
application = ProxyHeadersMiddleware(protocols, trusted_hosts=settings.TRUSTED_PROXIES)
