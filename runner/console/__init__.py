"""The console: what the operator, the analyst and the approver work with."""
