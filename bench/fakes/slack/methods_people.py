"""What do the methods about people, user groups, the workspace and the app itself answer?"""

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.changes import set_group
from bench.fakes.slack.objects import group_object, profile_object, team_object, user_object
from bench.fakes.slack.pages import page
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import BOT_NAME, Workspace
from bench.fakes.slack.world import Group, User


def auth_test(space: Workspace, _args: Arguments) -> Json:
    """``auth.test``."""
    return {
        "url": f"https://{space.domain}.slack.com/",
        "team": space.name,
        "user": BOT_NAME,
        "team_id": space.team_id,
        "user_id": space.app.bot_user_id,
        "bot_id": space.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(space: Workspace, _args: Arguments) -> Json:
    """``team.info``."""
    return {"team": team_object(space.team_id, space.name, space.domain)}


def bots_info(space: Workspace, args: Arguments) -> Json:
    """``bots.info``."""
    if args.text("bot", space.app.bot_id) != space.app.bot_id:
        raise Refusal("bot_not_found")
    bot = {
        "id": space.app.bot_id,
        "app_id": space.app.id,
        "user_id": space.app.bot_user_id,
        "name": BOT_NAME,
        "deleted": False,
        "updated": 0,
    }
    return {"bot": bot}


def users_list(space: Workspace, args: Arguments) -> Json:
    """``users.list``: everybody, also those who left."""
    found, cursor = page(list(space.world.users.values()), args, default=0)
    locale = args.flag("include_locale")
    return {
        "members": [user_object(space.world, each, space.scopes, include_locale=locale) for each in found],
        "cache_ts": int(space.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(space: Workspace, args: Arguments) -> Json:
    """``users.info``."""
    user = _find_user(space, args)
    return {"user": user_object(space.world, user, space.scopes, include_locale=args.flag("include_locale"))}


def users_profile(space: Workspace, args: Arguments) -> Json:
    """``users.profile.get``."""
    return {"profile": profile_object(_find_user(space, args), space.scopes)}


def groups_list(space: Workspace, args: Arguments) -> Json:
    """``usergroups.list``."""
    include = args.flag("include_users")
    return {
        "usergroups": [group_object(space.world, each, include_users=include) for each in space.world.groups.values()]
    }


def group_users(space: Workspace, args: Arguments) -> Json:
    """``usergroups.users.list``."""
    return {"users": list(_find_group(space, args).members)}


def group_users_update(space: Workspace, args: Arguments) -> Json:
    """``usergroups.users.update``: the list given replaces the one there; a group is never empty."""
    group = _find_group(space, args)
    users = list(dict.fromkeys(args.listed("users")))
    if not users:
        raise Refusal("no_users_provided")
    if any(each not in space.world.users or space.world.users[each].deleted for each in users):
        raise Refusal("invalid_users")
    set_group(space, group, users)
    return {"usergroup": group_object(space.world, group)}


def _find_user(space: Workspace, args: Arguments) -> User:
    user = space.world.users.get(args.required("user", "user_not_found"))
    if user is None:
        raise Refusal("user_not_found")
    return user


def _find_group(space: Workspace, args: Arguments) -> Group:
    group = space.world.groups.get(args.required("usergroup", "no_such_subteam"))
    if group is None:
        raise Refusal("no_such_subteam")
    return group
