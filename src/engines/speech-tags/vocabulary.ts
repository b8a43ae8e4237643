/**
 * What SenseVoice writes beside the words: a language, an emotion and an event at the beginning of each segment, as
 * `<|yue|><|ANGRY|><|Speech|><|woitn|>` (SenseVoice `webui.py`, sherpa-onnx's results), or as the emoji that FunASR's
 * `rich_transcription_postprocess` makes of them. Names are compared in lower case and without spaces.
 */
import type { Language } from '../../core/language.js';
import type { Emotion, VoiceEvent } from '../../core/paralinguistics.js';

/** SenseVoice has `yue` beside `zh`, so `zh` is Mandarin. Japanese and Korean it tells too; nobody here speaks them. */
export const tagLanguages: ReadonlyMap<string, Language> = new Map([
  ['zh', 'cmn'],
  ['yue', 'yue'],
  ['en', 'en'],
]);

/** In place of a language: what was heard is no speech. */
export const noSpeech = 'nospeech';

export const tagEmotions: ReadonlyMap<string, Emotion> = new Map([
  ['neutral', 'neutral'],
  ['happy', 'happy'],
  ['angry', 'angry'],
  ['sad', 'sad'],
  ['fearful', 'anxious'],
  ['surprised', 'surprised'],
  ['disgusted', 'disgusted'],
]);
export const tagEvents: ReadonlyMap<string, VoiceEvent> = new Map([
  ['laughter', 'laughter'],
  ['cry', 'crying'],
  ['cough', 'cough'],
  ['sneeze', 'sneeze'],
  ['applause', 'applause'],
  ['bgm', 'music'],
  ['sing', 'music'],
]);
/** Tags that tell nothing: the emotion is not known, and a caller speaks, breathes, and is in some noise. */
export const plainTags: ReadonlySet<string> = new Set([
  ...['emo_unknown', 'unk', 'unknown'],
  ...['speech', 'breath', 'speech_noise', 'gbg', 'event_unk'],
]);

/** Older FunASR writes a cough as a sneeze too, and then it is taken for one. */
export const emojiNames: ReadonlyMap<string, string> = new Map([
  ['😊', 'happy'],
  ['😡', 'angry'],
  ['😔', 'sad'],
  ['😰', 'fearful'],
  ['🤢', 'disgusted'],
  ['😮', 'surprised'],
  ['🎼', 'bgm'],
  ['👏', 'applause'],
  ['😀', 'laughter'],
  ['😭', 'cry'],
  ['🤧', 'sneeze'],
  ['😷', 'cough'],
  ['❓', 'event_unk'],
]);
