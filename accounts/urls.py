from allauth.account import urls as allauth_urls
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts import contacts, entrance, pages, views

contact_urls = [
    path("", views.listing, name="contacts"),
    path("ask/", views.ask, name="contact-ask"),
    path("<str:username>/accept/", views.change(contacts.accept), name="contact-accept"),
    path("<str:username>/decline/", views.change(contacts.decline), name="contact-decline"),
    path("<str:username>/withdraw/", views.change(contacts.withdraw), name="contact-withdraw"),
    path("<str:username>/remove/", views.change(contacts.remove), name="contact-remove"),
    path("<str:username>/block/", views.change(contacts.block), name="contact-block"),
    path("<str:username>/unblock/", views.change(contacts.unblock), name="contact-unblock"),
]

# Ours come first where they stand in for allauth's.
account_urls = [
    path("", RedirectView.as_view(pattern_name="account_profile"), name="account"),
    path("profile/", pages.profile, name="account_profile"),
    path("delete/", pages.delete, name="account_delete"),
    path("signup/", entrance.SignupView.as_view(), name="account_signup"),
    path("password/change/", entrance.PasswordChangeView.as_view(), name="account_change_password"),
    path("password/set/", entrance.PasswordSetView.as_view(), name="account_set_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("", include(allauth_urls)),
]

urlpatterns = [
    path("contacts/", include(contact_urls)),
    path("accounts/", include(account_urls)),
]
