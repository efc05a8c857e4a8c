"""What the post decides without a network: where webhooks may go, how they are signed, how long to wait."""
