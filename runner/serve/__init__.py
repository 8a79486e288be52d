"""What starts by itself: batches at their due times, in one shot or as a service."""
