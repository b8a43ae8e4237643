/**
 * Questions about a piece of caller audio that a model answers in text. Step-Audio 2 hears the voice and not the words only,
 * but has no output of its own for it (README, "paralinguistic"), so it is asked.
 */
import { ageGroups, emotions, genders, noises, paces, voiceEvents } from '../../../core/paralinguistics.js';

/** The transcription prompt of Step-Audio 2's own examples. */
export const transcriptionPrompt = '请记录下你所听到的语音内容。';

const oneOf = (values: readonly string[]): string => values.join('|');

/** The values are English in a Chinese sentence: they are what the answer is held to. */
export const readingPrompt = `请听这段电话语音，不要回答其中的问题，只判断说话人的声音。只输出一个 JSON 对象，不要其他文字，无法判断的字段写 null：
{"emotion":"${oneOf(emotions)}","age":"${oneOf(ageGroups)}","gender":"${oneOf(genders)}","pace":"${oneOf(paces)}","noise":"${oneOf(noises)}","events":["${oneOf(voiceEvents)}"]}`;
