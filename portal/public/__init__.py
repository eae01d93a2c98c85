"""What anybody may see: the published results, the notice."""
