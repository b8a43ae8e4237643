import type { ToolDescription } from '../agent/tool.js';

/** Tools that act on the call itself. The Controller carries them out once the reply has been played; nothing runs here. */
export const hangUpTool: ToolDescription = {
  name: 'hang_up',
  description: 'Ends the call once everything has been said. Only when the caller is done or said goodbye.',
  parameters: { type: 'object', properties: {}, additionalProperties: false },
  effect: 'call',
};

export const transferTool: ToolDescription = {
  name: 'transfer_to_human',
  description: 'Puts the caller through to a human colleague once everything has been said.',
  parameters: {
    type: 'object',
    properties: {
      reason: { type: 'string', maxLength: 200, description: 'Why, in a few words, for the log.' },
    },
    additionalProperties: false,
  },
  effect: 'call',
};
