from allauth.account import urls as allauth_urls
from allauth.mfa import urls as mfa_urls
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts import browsers, contacts, entrance, inviting, language, pages, privacy_pages, views

# As accounts.models.username_validator has it: anything else is nobody's address.
NAME = r"(?P<username>[A-Za-z0-9][A-Za-z0-9._-]{1,29})"

contact_urls = [
    path("", views.listing, name="contacts"),
    path("ask/", views.ask, name="contact-ask"),
    re_path(rf"^{NAME}/accept/$", views.change(contacts.accept), name="contact-accept"),
    re_path(rf"^{NAME}/decline/$", views.change(contacts.decline), name="contact-decline"),
    re_path(rf"^{NAME}/withdraw/$", views.change(contacts.withdraw), name="contact-withdraw"),
    re_path(rf"^{NAME}/remove/$", views.change(contacts.remove), name="contact-remove"),
    re_path(rf"^{NAME}/block/$", views.change(contacts.block), name="contact-block"),
    re_path(rf"^{NAME}/unblock/$", views.change(contacts.unblock), name="contact-unblock"),
    re_path(rf"^{NAME}/about/$", privacy_pages.contact, name="contact-about"),
    re_path(rf"^{NAME}/report/$", privacy_pages.report, name="contact-report"),
]

# Ours come first where they stand in for allauth's.
account_urls = [
    *([path("oidc/", include("accounts.oidc_pages"))] if settings.OIDC else []),
    path("", RedirectView.as_view(pattern_name="account_profile"), name="account"),
    path("profile/", pages.profile, name="account_profile"),
    path("profile/picture/", pages.picture, name="account_picture"),
    path("profile/picture/remove/", pages.remove_picture, name="account_picture_remove"),
    path("privacy/", privacy_pages.mine, name="account_privacy"),
    path("privacy/link/", privacy_pages.renew_link, name="account_renew_link"),
    path("download/", privacy_pages.download, name="account_download"),
    path("delete/", pages.delete, name="account_delete"),
    path("browsers/", browsers.browsers, name="account_browsers"),
    path("browsers/others/end/", browsers.end_others, name="account_end_others"),
    re_path(r"^browsers/(?P<sid>[0-9a-f]{32})/end/$", browsers.end, name="account_end_browser"),
    path("invite/", inviting.invite, name="account_invite"),
    path("invite/<int:pk>/withdraw/", inviting.withdraw, name="account_withdraw_invitation"),
    re_path(r"^invitation/(?P<token>[A-Za-z0-9_-]{32})/$", inviting.arrive, name="invitation"),
    # The passkeys are listed where the other steps are.
    path("two-factor/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("two-factor/", include(mfa_urls)),
    path("language/", language.choose, name="language"),
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
    path("add/<slug:token>/", privacy_pages.add, name="add"),
    # As User.picture_path has it.
    re_path(rf"^pictures/{NAME}/(?P<version>[0-9a-f]{{16}})\.webp$", views.picture, name="picture"),
]
