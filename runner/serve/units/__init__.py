"""Units: `deskhand serve` as a service of systemd, launchd or the Windows Task Scheduler."""
