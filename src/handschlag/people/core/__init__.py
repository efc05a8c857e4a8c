"""What people decides without a database: who is who, how names sort, which firm an address speaks of."""
