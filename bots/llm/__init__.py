"""Text models: rules alone, and any that speaks as OpenAI's API does. The only room that knows ``openai``."""
