"""How questions that peers could not answer reach the team that owns them: pure rules about who, when and what next."""
