/** Four chords, held or picked note by note, with a soft drum. */
export function music(seconds: number, picked: boolean): Int16Array {
  const chords = [
    [0, 4, 7],
    [9, 12, 16],
    [5, 9, 12],
    [7, 11, 14],
  ];
  const hz = (key: number) => 261.63 * 2 ** (key / 12);
  const note = (key: number, at: number) =>
    [1, 2, 3, 4].reduce((sum, harmonic) => sum + Math.sin(2 * Math.PI * hz(key) * harmonic * at) / harmonic, 0);
  return Int16Array.from({ length: seconds * 8000 }, (_, index) => {
    const at = index / 8000;
    const chord = chords[Math.floor(at / 2) % 4]!;
    const beat = Math.floor(at / 0.25);
    const fading = Math.exp(-6 * (at - beat * 0.25));
    const drum = Math.exp(-30 * (at % 0.5)) * (((index * 7919) % 200) / 100 - 1);
    const keys = picked
      ? fading * note(chord[beat % 3]! + 12, at)
      : chord.reduce((sum, key) => sum + note(key, at), 0) / 3;
    return 3000 * (keys + drum);
  });
}
