"""The engine room: takes events in, asks the plays, keeps what they decided, and sees that it is done."""
