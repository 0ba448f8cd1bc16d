"""Every address of the site."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from calls import connection
from videocall import install

urlpatterns = [
    path("", include("calls.urls")),
    path("", include("accounts.urls")),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("worker.js", install.worker, name="worker"),
    path("offline/", install.offline, name="offline"),
    path("admin/connection/", admin.site.admin_view(connection.admin_page), name="admin-connection"),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/favicon.svg"))),  # asked for unbidden
]
