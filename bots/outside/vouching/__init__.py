"""Who does a platform say that somebody is? Slack by OpenID Connect, Discord by OAuth 2, both through Authlib."""
