/**
 * Which bot answers a call, and why. Pure: a compiled table and the facts of a call in, a decision with its
 * explanation out, so that `undertone explain` and a live call say the same.
 */
import { UndertoneError } from '../core/errors.js';
import { type NumberPattern, numberPattern } from './number-pattern.js';
import { privateSources, type SourceList, sourceList } from './source-list.js';
import { type TimeWindow, type TimeWindowOptions, timeWindow } from './time-window.js';

export interface RoutingOptions {
  /** Loopback, link-local, RFC 1918 and RFC 4193 sources may call without a trunk. */
  readonly allowPrivate: boolean;
  readonly trunks: readonly TrunkOptions[];
  /** Tried in order; the first that matches decides. */
  readonly routes: readonly RouteOptions[];
}

export interface TrunkOptions {
  readonly name: string;
  /** IP addresses and networks in CIDR form that this trunk calls from. */
  readonly sources: readonly string[];
}

/** Every condition that is given has to hold; a route without any takes every call. */
export interface RouteOptions {
  readonly name: string;
  readonly bot: string;
  /** User part of the Request-URI: `1001`, `+852*` or `/^1[0-9]{3}$/`. */
  readonly called?: string | undefined;
  /** User part of the From URI, in the same form. */
  readonly caller?: string | undefined;
  /** Name of the trunk that the call came through. */
  readonly trunk?: string | undefined;
  /** The call has to fall into one of these. */
  readonly hours?: readonly TimeWindowOptions[] | undefined;
}

/** What the decision depends on. */
export interface RouteQuery {
  readonly sourceAddress: string;
  readonly calledUser: string;
  readonly callerUser: string;
  /** Clock.wallMs() at the INVITE. */
  readonly wallMs: number;
}

export type RouteDecision =
  | {
      readonly outcome: 'bot';
      readonly bot: string;
      readonly route: string;
      /** Undefined for a private source that is no trunk. */
      readonly trunk: string | undefined;
      readonly steps: readonly RouteStep[];
    }
  | {
      readonly outcome: 'refused';
      readonly code: 'SIP_FORBIDDEN' | 'SIP_NO_ROUTE';
      readonly trunk: string | undefined;
      readonly steps: readonly RouteStep[];
    };

/** One thing that was looked at, in order. */
export interface RouteStep {
  /** e.g. `trunk carrier`, `private sources`, `route night`. */
  readonly subject: string;
  readonly matched: boolean;
  readonly reason: string;
}

/** RoutingOptions checked and made ready to be asked thousands of times a second. */
export interface RoutingTable {
  readonly allowPrivate: boolean;
  readonly trunks: readonly { readonly name: string; readonly sources: SourceList }[];
  readonly routes: readonly {
    readonly name: string;
    readonly bot: string;
    readonly conditions: readonly Condition[];
  }[];
}

/** Why a route does not match, or undefined when it does. */
type Condition = (query: RouteQuery, trunk: string | undefined) => string | undefined;

/** @throws UndertoneError CONFIG_BAD_VALUE or CONFIG_BAD_REFERENCE; details.path leads to the value, e.g. ['routes', 0, 'called']. */
export function routingTable(options: RoutingOptions): RoutingTable {
  const trunkNames = new Set(options.trunks.map((trunk) => trunk.name));
  return {
    allowPrivate: options.allowPrivate,
    trunks: options.trunks.map((trunk, index) => ({
      name: trunk.name,
      sources: at(['trunks', index, 'sources'], () => sourceList(trunk.sources)),
    })),
    routes: options.routes.map((route, index) => ({
      name: route.name,
      bot: route.bot,
      conditions: conditions(route, ['routes', index], trunkNames),
    })),
  };
}

export function route(table: RoutingTable, query: RouteQuery): RouteDecision {
  const steps: RouteStep[] = [];
  const trunk = trunkOf(table, query.sourceAddress, steps);
  if (trunk === undefined && !isAllowedPrivate(table, query.sourceAddress, steps)) {
    return { outcome: 'refused', code: 'SIP_FORBIDDEN', trunk, steps };
  }
  for (const candidate of table.routes) {
    const subject = `route ${candidate.name}`;
    const mismatch = firstMismatch(candidate.conditions, query, trunk);
    if (mismatch === undefined) {
      steps.push({ subject, matched: true, reason: `every condition holds: bot ${candidate.bot} answers` });
      return { outcome: 'bot', bot: candidate.bot, route: candidate.name, trunk, steps };
    }
    steps.push({ subject, matched: false, reason: mismatch });
  }
  return { outcome: 'refused', code: 'SIP_NO_ROUTE', trunk, steps };
}

function trunkOf(table: RoutingTable, address: string, steps: RouteStep[]): string | undefined {
  for (const trunk of table.trunks) {
    const matched = trunk.sources.has(address);
    const reason = `${address} is ${matched ? '' : 'not '}one of its sources`;
    steps.push({ subject: `trunk ${trunk.name}`, matched, reason });
    if (matched) return trunk.name;
  }
  return undefined;
}

function isAllowedPrivate(table: RoutingTable, address: string, steps: RouteStep[]): boolean {
  const isPrivate = privateSources.has(address);
  const matched = isPrivate && table.allowPrivate;
  let reason = `${address} is neither loopback nor private, and no trunk has it`;
  if (isPrivate) reason = `${address} is loopback or private, which is ${matched ? '' : 'not '}allowed`;
  steps.push({ subject: 'private sources', matched, reason });
  return matched;
}

function firstMismatch(conditions: readonly Condition[], query: RouteQuery, trunk: string | undefined) {
  for (const condition of conditions) {
    const mismatch = condition(query, trunk);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

type Path = readonly (string | number)[];

function conditions(route: RouteOptions, path: Path, trunkNames: ReadonlySet<string>): Condition[] {
  const found: Condition[] = [];
  const { called, caller, trunk, hours } = route;
  if (trunk !== undefined) found.push(trunkCondition(trunk, [...path, 'trunk'], trunkNames));
  if (called !== undefined) {
    const matches = at([...path, 'called'], () => numberPattern(called));
    found.push(numberCondition('called', called, matches, (query) => query.calledUser));
  }
  if (caller !== undefined) {
    const matches = at([...path, 'caller'], () => numberPattern(caller));
    found.push(numberCondition('caller', caller, matches, (query) => query.callerUser));
  }
  if (hours !== undefined) {
    found.push(hoursCondition(hours.map((window, index) => at([...path, 'hours', index], () => timeWindow(window)))));
  }
  return found;
}

function trunkCondition(wanted: string, path: Path, trunkNames: ReadonlySet<string>): Condition {
  if (!trunkNames.has(wanted)) throw new UndertoneError('CONFIG_BAD_REFERENCE', `no trunk '${wanted}'`, { path });
  return (_query, trunk) =>
    trunk === wanted
      ? undefined
      : `it came through ${trunk === undefined ? 'no trunk' : `trunk ${trunk}`}, not ${wanted}`;
}

function numberCondition(
  name: 'called' | 'caller',
  pattern: string,
  matches: NumberPattern,
  numberOf: (query: RouteQuery) => string,
): Condition {
  return (query) => (matches(numberOf(query)) ? undefined : `${name} '${numberOf(query)}' does not match '${pattern}'`);
}

function hoursCondition(windows: readonly TimeWindow[]): Condition {
  return ({ wallMs }) => {
    if (windows.some((window) => window.contains(wallMs))) return undefined;
    return `it is outside its hours (${windows[0]?.local(wallMs) ?? 'it has none'})`;
  };
}

/** Runs `compile` and says in its error where in the options the value stands. */
function at<T>(path: Path, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof UndertoneError)) throw error;
    throw new UndertoneError(error.code, error.message, { ...error.details, path }, { cause: error });
  }
}
