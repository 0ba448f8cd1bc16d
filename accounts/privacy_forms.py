"""The forms of privacy: one's own decisions, those about one contact, and reporting somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.models import WORDS_LIMIT, Complaint, User

DO_NOT_DISTURB_HELP = _(
    "Nothing rings here. Callers see a call that nobody answers, and you find it among your missed calls."
)
REQUESTS_HELP = _(
    "Whoever asks all the same gets the answer that everybody gets. Requests that you do not let in stay "
    "out of sight until you do."
)
HIDE_HELP = _(
    "Your calls go through this site's relay, so that the person you talk to does not learn where you are "
    "on the internet. Picture and sound may be a little later. It counts from your next call."
)
NO_RELAY_HELP = _(
    "This site has no relay (TURN server), so it cannot hide your address. Ask the people who run it."
)
ON_WITHOUT_RELAY_HELP = _(
    "This site has no relay (TURN server) any more: you can neither call nor answer until you switch "
    "this off."
)


class Hiding(forms.Form):
    """A switch that cannot be put on where there is no relay, and off always."""

    hide_address: forms.BooleanField

    def settle(self, is_on: bool) -> None:
        field = self.fields["hide_address"]
        field.help_text = HIDE_HELP
        if not privacy.can_hide():
            field.help_text = ON_WITHOUT_RELAY_HELP if is_on else NO_RELAY_HELP
            field.disabled = not is_on


class PrivacyForm(forms.ModelForm, Hiding):
    class Meta:
        model = User
        fields = list(privacy.COLUMNS)
        labels = {"do_not_disturb": _("Do not disturb"), "hide_address": _("Hide my address")}
        help_texts = {"do_not_disturb": DO_NOT_DISTURB_HELP, "requests_from": REQUESTS_HELP}
        widgets = {"requests_from": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle(self.instance.hide_address)


class ContactForm(Hiding):
    hide_address = forms.BooleanField(label=_("Hide my address from this contact"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle(bool(self.initial["hide_address"]))


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is it about?"), choices=Complaint.Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words, if you like. Say when it was: that helps."),
    )
    block = forms.BooleanField(label=_("Block this person, too"), required=False, initial=True)
