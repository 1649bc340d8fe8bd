"""The composition root: joins configuration, memory, voice, engine and platforms; the only room that knows all."""
