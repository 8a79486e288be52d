"""When bots start by themselves: due times, calendars, what is late, what is missed."""
