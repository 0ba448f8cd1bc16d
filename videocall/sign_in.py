"""allauth's settings; none is the operator's choice. Of the second step: accounts/two_factor.py and
docs/decisions/0022."""

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_email": "accounts.forms.AddEmailForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_USERNAME_VALIDATORS = "accounts.adapter.username_validators"
ACCOUNT_SESSION_REMEMBER = True

MFA_ADAPTER = "accounts.two_factor.TwoFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.two_factor.AuthenticateForm",
    "reauthenticate": "accounts.two_factor.ReauthenticateForm",
    "activate_totp": "accounts.two_factor.ActivateTOTPForm",
    "login_webauthn": "accounts.two_factor.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.two_factor.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "accounts.two_factor.PasskeyReauthenticateForm",
    "add_webauthn": "accounts.two_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.two_factor.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Where mail is not set up no address is ever confirmed, and people lock their doors all the same.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_PERIOD = 30  # seconds
# One step to each side, for clocks that differ and for those who type slowly (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1

# An OpenID Connect provider, if there is one (videocall/oidc.py, docs/decisions/0025). Its tables always are
# there: a site that knew of them no longer could not delete an account that was connected once.
SOCIALACCOUNT_ADAPTER = "accounts.newcomers.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.newcomers.SignupForm"}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
