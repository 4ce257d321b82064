"""What several tests lean on: fake platforms, throwaway databases, a clock that can be pushed."""
