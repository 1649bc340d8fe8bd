"""What do the ``views.*`` methods do? Open, push, change and publish what is in front of people."""

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.views import check_view
from bench.fakes.slack.workspace import Workspace


def open_modal(space: Workspace, args: Arguments) -> Json:
    """``views.open``: a view that is refused does not use the trigger up."""
    view = check_view(args.structured("view", "invalid_arguments"), "modal")
    user = space.views.exchange(args.required("trigger_id"))
    return {"view": space.views.open(user, view)}


def push(space: Workspace, args: Arguments) -> Json:
    """``views.push``."""
    view = check_view(args.structured("view", "invalid_arguments"), "modal")
    user = space.views.exchange(args.required("trigger_id"))
    return {"view": space.views.push(user, view)}


def update(space: Workspace, args: Arguments) -> Json:
    """``views.update``: by the view's id, or by the id the app gave it."""
    view = check_view(args.structured("view", "invalid_arguments"), "modal")
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not view_id and not external_id:
        raise Refusal("invalid_arguments")

    def is_it(open_view: Json) -> bool:
        return bool(open_view["id"] == view_id if view_id else open_view["external_id"] == external_id)

    return {"view": space.views.replace(is_it, view, args.text("hash"))}


def publish(space: Workspace, args: Arguments) -> Json:
    """``views.publish``."""
    view = check_view(args.structured("view", "invalid_arguments"), "home")
    user = args.required("user_id")
    if user not in space.world.users:
        raise Refusal("user_not_found")
    return {"view": space.views.publish(user, view, args.text("hash"))}
