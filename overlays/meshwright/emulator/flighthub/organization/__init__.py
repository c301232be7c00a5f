"""The emulated organization of FlightHub: docks, aircraft, routes, flights and maps, without HTTP."""
