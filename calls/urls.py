from django.urls import path

from calls import connection, views
from calls.metrics_page import metrics_page

urlpatterns = [
    path("", views.home, name="home"),
    path("metrics", metrics_page, name="metrics"),
    path("calls/<uuid:call_id>/", views.home, name="call"),
    path("connection/", connection.page, name="connection"),
    path("connection/servers/", connection.servers, name="connection-servers"),
    path("history/", views.listing, name="history"),
    path("history/seen/", views.seen, name="history-seen"),
    path("history/clear/", views.clear, name="history-clear"),
    path("history/<uuid:call_id>/delete/", views.delete, name="history-delete"),
]
