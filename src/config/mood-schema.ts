import * as z from 'zod';

/** What a bot does about a caller who is upset. docs/mood.md says where a mood comes from. */
export const moodSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        'Whether anything is done about it; the mood is logged in any case, and nothing goes by one turn alone.',
      ),
    rising: z
      .strictObject({
        apologise: z
          .boolean()
          .default(true)
          .describe('An apology of the bot before its reply, without waiting for the engine (phrase `apology_upset`).'),
        soften: z.boolean().default(true).describe('Whether the bot then speaks softly and slowly.'),
        to_the_point: z
          .boolean()
          .default(true)
          .describe('Whether replies are then short: the facts at once, no promotion, no small talk.'),
      })
      .prefault({})
      .describe('From the turn on in which the mood has risen, until it is calm again.'),
    sustained: z
      .strictObject({
        human: z
          .enum(['offer', 'transfer', 'none'])
          .default('offer')
          .describe(
            '`offer` asks after the reply whether a colleague should take over, and a yes transfers the call; `transfer` does it at once. Both need `transfer` of the bot.',
          ),
        turns: z.int().min(1).max(10).default(1).describe('Turns of sustained anger, the first included, before that.'),
        on_threat: z
          .boolean()
          .default(true)
          .describe('Whether a threat to leave or to complain is enough, as soon as the mood has risen.'),
      })
      .prefault({})
      .describe('When the anger goes on turn after turn.'),
    max_apologies: z.int().min(0).max(10).default(2).describe('Apologies for the mood in a call at most.'),
    max_offers: z.int().min(0).max(10).default(2).describe('Offers of a human in a call at most.'),
    cool_down_turns: z
      .int()
      .min(0)
      .max(20)
      .default(3)
      .describe('Turns of the caller between two apologies, and between two offers.'),
  })
  .describe('What the bot does about an upset caller.');
