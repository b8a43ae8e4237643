import * as z from 'zod';

/** What a bot does and says at once, without its engine. */

const text = z.string().min(1).max(1000);

const variant = z.union([
  text,
  z.strictObject({
    text: text.describe('What is said.'),
    mood: z
      .enum(['neutral', 'warm', 'apologetic', 'cheerful'])
      .optional()
      .describe("Said when this is the bot's mood; in any mood when absent."),
  }),
]);

const variants = z
  .array(variant.transform((entry) => (typeof entry === 'string' ? { text: entry } : entry)))
  .min(1)
  .max(20)
  .optional();

const phrase = z
  .strictObject({
    yue: variants.describe('In Cantonese, traditional characters.'),
    cmn: variants.describe('In Mandarin, simplified characters.'),
    en: variants.describe('In English.'),
  })
  .meta({ id: 'phrase', description: 'The ways to say one phrase, by language: a list of texts.' });

const said = (when: string) => phrase.optional().describe(`Said when ${when}.`);

/** A phrase given here replaces all its variants in that language; the others keep the defaults of docs/phrases.md. */
export const phrasesSchema = z
  .strictObject({
    still_there: said('nobody has said anything for a while'),
    goodbye: said('the conversation is over'),
    goodbye_idle: said('nobody has answered "are you still there?": the bot hangs up'),
    apology: said('the engine broke or was late: the caller is asked again'),
    apology_final: said('the engine broke for good and nobody can take the call: the bot hangs up'),
    apology_transfer: said('the engine broke for good: the call is transferred'),
    transfer_failed: said('nobody took the transferred call: the bot is back'),
    call_limit: said('the call has lasted too long: the bot hangs up'),
    bridge: said('the engine broke in the middle of its words: another one goes on'),
    look_up: said('a tool that reads is at work'),
    carry_out: said('a tool that changes something is at work'),
    one_moment: said('the engine is slow'),
    still_working: said('the silence after a filler goes on'),
    acknowledge: said('the caller should know that the bot is listening'),
    language_chosen: said('the caller has chosen this language by key'),
    hold: said('the caller has asked for a moment'),
    hold_check: said('the moment that the caller asked for has become long'),
    slow_down: said('the caller speaks very fast or is upset: the bot slows down'),
    apology_upset: said('the caller is upset, before the reply'),
    offer_human: said('the caller stays upset, after the reply: a yes transfers the call'),
    transfer_upset: said('the caller is upset and wants a human, or is not asked: the call is transferred'),
    leave_message: said('a voicemail has answered and its tone is over: the bot hangs up after it'),
    goodbye_later: said('nobody has come back to the line, or a machine is at the other end: the bot hangs up'),
  })
  .describe(
    'Own words of the bot; those not given stay as in docs/phrases.md. Of two variants or more none is said twice in a row.',
  );

const ms = (least: number, most: number) => z.int().min(least).max(most);

export const system1Schema = z
  .strictObject({
    filler_ms: ms(300, 20_000)
      .default(1200)
      .describe('Milliseconds without a reply before the bot fills the silence ("one moment, please").'),
    tool_filler_ms: ms(0, 20_000)
      .default(800)
      .describe(
        'Milliseconds that a tool runs in silence before the bot says what it is doing ("let me look that up").',
      ),
    filler_again_ms: ms(1000, 60_000)
      .default(4000)
      .describe('Milliseconds of silence before the second filler of a turn; twice as many before each after it.'),
    fillers: z.int().min(0).max(5).default(2).describe('Fillers in a turn at most; 0 for none.'),
    opener: z
      .boolean()
      .optional()
      .describe(
        'Whether the bot takes its turn with a word of its own ("okay") where the first word of the engine comes late; never after an answer of a word or two, nor after speech of less than a second. Default: with `patience: balanced`.',
      ),
    opener_ms: ms(0, 2000)
      .default(350)
      .describe("Milliseconds of silence that the engine's first word may take without a word of the bot's own."),
    slow_down: z.boolean().default(true).describe('Whether the bot speaks slowly to a very fast or upset caller.'),
    hold_ms: ms(5000, 600_000)
      .default(60_000)
      .describe('Milliseconds that the bot waits after "one moment, please" of the caller before it asks.'),
    voicemail: z
      .enum(['hang-up', 'leave-message'])
      .default('hang-up')
      .describe('What the bot does when a voicemail has answered.'),
    music_limit_ms: ms(10_000, 3_600_000)
      .default(120_000)
      .describe('Longest wait, in milliseconds, while the other end plays music on hold.'),
    other_bot: z
      .enum(['hang-up', 'go-on'])
      .default('go-on')
      .describe('What the bot does when it talks with another machine.'),
  })
  .describe('What the bot does at once, without its engine.');
