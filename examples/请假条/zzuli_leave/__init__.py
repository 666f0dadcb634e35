"""请假条: a form of one page that belongs to another distribution."""

from zzuli_forms import Form

FORM = Form("leave", "LeaveRequest", home=__name__, by_hand=True, named_by="name")
