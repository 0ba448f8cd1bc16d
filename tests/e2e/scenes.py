"""Every page and state that somebody can look at, each set up by real people in real browsers.

A scene takes the cast and gives back the page to look at. The tests of accessibility and layout look at
all of them, and tests/e2e/screens.py takes pictures of some.
"""

from __future__ import annotations

from tests.e2e import scenes_at_home as home
from tests.e2e import scenes_at_the_door as door
from tests.e2e import scenes_in_call as call
from tests.e2e import scenes_together as together
from tests.e2e.scenes_at_home import Scene, signed_in, signed_out

PAGES: dict[str, Scene] = {
    "sign-up": signed_out("/accounts/signup/"),
    "sign-in": signed_out("/accounts/login/"),
    "password-reset": signed_out("/accounts/password/reset/"),
    "offline": signed_out("/offline/"),
    "profile": signed_in("/accounts/profile/"),
    "password": signed_in("/accounts/password/change/"),
    "email": signed_in("/accounts/email/"),
    "delete": signed_in("/accounts/delete/"),
    "privacy": home.privacy,
    "about-a-contact": home.about_a_contact,
    "reporting": home.reporting,
    "somebodys-link": home.somebodys_link,
    "dead-link": home.dead_link,
    "connection": signed_in("/connection/"),
    "sign-out": signed_in("/accounts/logout/"),
    "second-step": signed_in("/accounts/two-factor/"),
    "browsers": signed_in("/accounts/browsers/"),
}
AT_HOME = (
    *(
        home.refused_sign_in,
        home.empty,
        home.calls_blocked,
        home.contacts,
        home.menu_of_a_contact,
        home.menu_of_a_request,
    ),
    *(home.question_before_blocking, home.account_menu, home.camera_check, home.devices_at_home),
    home.not_to_be_disturbed,
    home.connection_checked,
)
AT_THE_DOOR = (
    *(door.app_to_set_up, door.recovery_codes, door.passkey_to_add, door.everything_set_up),
    *(door.asked_for_the_second_step, door.asked_again, door.two_browsers, door.inviting),
    door.invitation_gone,
)
CALLING = (
    *(call.outgoing, call.outgoing_to_nobody, call.ringing, call.ringing_elsewhere),
    *(call.faces, call.in_call_elsewhere, call.declined),
)
# Each goes on from `connected`, with people who may have talked before: as few as possible need new ones.
IN_CALL = (
    *(call.in_call, call.voice_call, call.more_options, call.swapped, call.contacts_aside),
    *(call.keys_in_call, call.quality_in_call, call.safety_in_call, call.devices_in_call),
    *(call.muted_call, call.ended),
    *(together.shown_a_screen, together.sharing_a_screen, together.screen_not_shared),
    *(together.chatting, together.written_to, together.reacting, together.captioned),
    together.asked_to_be_recorded,
)


def named(*scenes: Scene) -> dict[str, Scene]:
    return {scene.__name__.replace("_", "-"): scene for scene in scenes}


OUTSIDE_A_CALL = PAGES | named(*AT_HOME, *AT_THE_DOOR)
AROUND_A_CALL = named(*CALLING)
TALKING = named(*IN_CALL)
STATES = OUTSIDE_A_CALL | AROUND_A_CALL | TALKING | named(call.failed)
