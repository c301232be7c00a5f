"""The emulated organization: projects, docks with aircraft, people, and what they do. It does not know HTTP."""
