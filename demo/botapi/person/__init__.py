"""The parts of `demo.botapi.client.User`: the line to the server, the hands that write, the hands that run groups."""
