import { Agent, type Dispatcher, ProxyAgent } from 'undici';

/**
 * One pool of connections for all engines of the process, and one for each proxy. Idle connections are kept a little
 * shorter than the servers do (uvicorn 5 s, nginx 75 s), so that a request does not meet a closing one; they do not keep
 * the process alive. Certificates are verified against the system's authorities and those of NODE_EXTRA_CA_CERTS.
 */
const keepAlive = { keepAliveTimeout: 4_000, keepAliveMaxTimeout: 60_000 };
/** The exchange has its own limits, on the injected clock. */
const noLimits = { headersTimeout: 0, bodyTimeout: 0 };

const direct = new Agent({ ...keepAlive, ...noLimits });
const proxied = new Map<string, Dispatcher>();

/** @param proxy URL of an HTTP proxy, which is asked for a tunnel (CONNECT) to the engine; undefined: none */
export function dispatcherFor(proxy: string | undefined): Dispatcher {
  if (proxy === undefined) return direct;
  const known = proxied.get(proxy);
  if (known !== undefined) return known;
  const agent = new ProxyAgent({ uri: proxy, proxyTunnel: true, ...keepAlive, ...noLimits });
  proxied.set(proxy, agent);
  return agent;
}
