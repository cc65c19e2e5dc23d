"""Times of the day as people read them."""

import time

from guitune.i18n import _


def moment(seconds: float) -> str:
    """A time, given in seconds since 1970, as part of a sentence: "at 14:31", "on 2026-11-03 at 14:31"."""
    then = time.localtime(seconds)
    clock = time.strftime("%H:%M", then)
    if then[:3] == time.localtime()[:3]:
        return _("at {clock}").format(clock=clock)
    return _("on {date} at {clock}").format(date=time.strftime("%Y-%m-%d", then), clock=clock)
