import type { ToolRunner } from '../agent/tool.js';
import { hangUpTool, transferTool } from './call-tools.js';

/** The tools of one bot: those of its APIs, and those that act on the call. Of two tools of one name the first wins. */
export function botTools(apis: readonly ToolRunner[], options: { readonly canTransfer: boolean }): ToolRunner {
  const callTools = options.canTransfer ? [hangUpTool, transferTool] : [hangUpTool];
  return {
    get tools() {
      return [...callTools, ...apis.flatMap((api) => api.tools)];
    },
    run(call, signal) {
      const owner = apis.find((api) => api.tools.some((tool) => tool.name === call.name)) ?? apis[0];
      if (owner !== undefined) return owner.run(call, signal);
      return Promise.resolve({ ok: false, code: 'TOOL_UNKNOWN', message: `there is no tool ${call.name}` });
    },
  };
}
