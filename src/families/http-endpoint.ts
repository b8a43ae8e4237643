import type { Secret } from '../config/secret.js';
import type { HttpEndpointOptions } from '../engines/wire/http-endpoint.js';
import type { EngineMaterials } from './family.js';

interface HttpEndpointConfig {
  readonly url: string;
  readonly key?: Secret | undefined;
  readonly proxy?: string | undefined;
  readonly connect_ms: number;
  readonly first_byte_ms: number;
  readonly idle_ms: number;
}

/** What httpEndpointShape has, as engines take it. */
export function httpEndpoint(
  config: HttpEndpointConfig,
  { clock, tap }: Pick<EngineMaterials, 'clock' | 'tap'>,
): HttpEndpointOptions {
  const { url, key, proxy, connect_ms: connectMs, first_byte_ms: firstByteMs, idle_ms: idleMs } = config;
  return { clock, url, key: key?.reveal(), proxy, tap, limits: { connectMs, firstByteMs, idleMs } };
}
