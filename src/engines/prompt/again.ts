/**
 * How an engine that takes text is asked for an answer once more. What is to be minded is said here too, after the answer
 * it is about: models mind the latest message more than their instructions.
 */
export function againText(text: string, instruction = 'Say it again.'): string {
  const unheard =
    text === ''
      ? 'The caller has not heard your answer.'
      : `The caller has not heard this answer of yours: ${JSON.stringify(text)}.`;
  return `(${unheard} ${instruction})`;
}
