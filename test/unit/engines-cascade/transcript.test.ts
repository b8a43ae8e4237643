import { expect, test } from 'vitest';
import { StreamedTranscript, transcriptOf } from '#src/engines/cascade/recogniser/transcript.js';

test('a transcription in JSON is its text, with a language where the server tells one that we speak', () => {
  expect(transcriptOf('{"text":" What is my bill? "}')).toEqual({ text: 'What is my bill?' });
  expect(transcriptOf('{"text":"我想查帳單","language":"cantonese"}')).toEqual({ text: '我想查帳單', language: 'yue' });
  // zh is Mandarin or Cantonese.
  expect(transcriptOf('{"text":"你好","language":"zh"}')).toEqual({ text: '你好' });
});

test('what is no transcription is refused', () => {
  for (const text of ['', '<html>', '{}', '{"text":5}']) {
    expect(() => transcriptOf(text)).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
  }
});

// The example of OpenAI's API reference, "Create transcription", streaming; shortened.
test('a streamed transcription grows and is complete with its last event', () => {
  const transcript = new StreamedTranscript();
  transcript.push(
    '{"type":"transcript.text.delta","delta":"I","logprobs":[{"token":"I","logprob":-0.00007588794,"bytes":[73]}]}',
  );
  transcript.push('{"type":"transcript.text.delta","delta":" see","logprobs":[]}');
  expect(transcript.partial).toBe('I see');
  expect(transcript.whole).toBeUndefined();
  transcript.push('{"type":"transcript.text.done","text":"I see skies of blue","logprobs":[]}');
  expect(transcript.whole).toBe('I see skies of blue');
});
