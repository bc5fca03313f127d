"""What a clerk can do: commands, their handlers, and the ports the adapters fill."""
