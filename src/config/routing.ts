import type { Config } from './schema.js';
import { parseTimeSpan } from './value.js';

type Route = Config['routes'][number];

/** The routing part of the configuration, in the form that src/sip/route.ts takes. */
export function routingOptions(config: Config) {
  return {
    allowPrivate: config.sip.allow_private,
    trunks: config.trunks,
    routes: config.routes.map((route, index) => ({
      name: route.name ?? `${index + 1}`,
      bot: route.bot,
      called: route.called,
      caller: route.caller,
      trunk: route.trunk,
      hours: windowsOf(route),
    })),
  };
}

/** Undefined when the route is for every hour of the week. */
function windowsOf({ days, hours, timezone }: Route) {
  if (days === undefined && hours === undefined) return undefined;
  if (hours === undefined) return [{ days, timezone }];
  return hours.map((span) => ({ days, ...parseTimeSpan(span), timezone }));
}
