import { type CallerMood, endTurn, noCallerMoodYet, noteNow } from '../agent/mood/caller-mood.js';
import { noteVoice } from '../agent/mood/mood.js';
import { defaultMoodPolicy } from '../agent/mood/policy.js';
import { type Audio, readWav } from '../caller/wav.js';
import type { Samples } from '../core/audio.js';
import { UndertoneError } from '../core/errors.js';
import { clockRateHz, codecs } from '../core/g711.js';
import { resampled } from '../core/resampled.js';
import type { VoiceReading } from '../core/voice-reading.js';
import { AngerModel } from '../media/ears/anger/anger-model.js';
import { recordedVoice } from '../media/ears/anger/recorded-voice.js';
import { readCommandLine } from './command-line.js';
import type { Command } from './terminal.js';

const usage = `undertone mood <file.wav> ...

What the recordings tell of a caller's mood: each file is a turn of one caller, in the order given. They are resampled to
8 kHz and go through G.711 A-law, as over the telephone. Nobody listens to the words; docs/mood.md tells what else counts.
Prints one JSON object a turn: the voice with its score, the evidence, the mood after the turn, and what a bot with the
default policy and somebody to transfer to would do.
Exit status: 0 all was read, 2 a file is no WAV, or the command line is wrong.`;

const mostFiles = 1000;
/** A turn with the bot's reply takes about so long; nothing but the order of the turns goes by it. */
const turnMs = 10_000;

export const mood: Command = async (argv, { out }) => {
  const { values, positionals: files } = readCommandLine(argv, {}, mostFiles);
  if (values.help) {
    out(usage);
    return 0;
  }
  if (files.length === 0)
    throw new UndertoneError('CLI_USAGE', 'which recordings? e.g. undertone mood turn1.wav turn2.wav');
  const model = await AngerModel.load();
  try {
    let caller = noCallerMoodYet;
    for (const [index, file] of files.entries()) {
      const audio = await readWav(file);
      const reading = await readingOf(audio, model, index * turnMs);
      const heard = reading === undefined ? caller : noteNow(caller, (track) => noteVoice(track, reading));
      const means = { policy: defaultMoodPolicy, canTransfer: true };
      const ended = endTurn(heard, means, { replyId: index + 1, endedMs: index * turnMs });
      out(JSON.stringify(lineOf(file, audio, reading, ended)));
      caller = { ...ended, due: [] };
    }
    return 0;
  } finally {
    await model.close();
  }
};

async function readingOf(audio: Audio, model: AngerModel, atMs: number): Promise<VoiceReading | undefined> {
  const summary = recordedVoice(overTheLine(audio));
  // Silence and noise are no voice; in a call the ears see to it.
  if (summary === undefined || summary.pitchHz === 0) return undefined;
  const { features, ...rest } = summary;
  return { atMs, ...rest, anger: await model.judge(features), angerThreshold: model.threshold };
}

function overTheLine({ samples, rateHz }: Audio): Samples {
  const atLineRate = rateHz === clockRateHz ? samples : resampled(samples, rateHz, clockRateHz);
  const coded = new Uint8Array(atLineRate.length);
  codecs.PCMA.encode(atLineRate, coded, 0);
  const heard = new Int16Array(coded.length);
  codecs.PCMA.decode(coded, 0, coded.length, heard, 0);
  return heard;
}

function lineOf(
  file: string,
  { samples, rateHz }: Audio,
  reading: VoiceReading | undefined,
  caller: CallerMood,
): object {
  const { evidence, ...after } = caller.track.mood;
  return {
    file,
    seconds: rounded(samples.length / rateHz),
    // No voice, or too little of it to tell.
    voice: reading === undefined ? null : numbersRounded({ ...reading, atMs: undefined }),
    evidence: evidence.map(numbersRounded),
    mood: numbersRounded(after),
    actions: caller.due,
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const numbersRounded = (facts: object): object =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value]),
  );
