const moodPulls: Readonly<Record<string, { readonly light?: -1 | 1; readonly pace?: -1 | 1 }>> = {
  calm: { pace: -1 },
  chill: { pace: -1 },
  sleepy: { pace: -1 },
  happy: { light: 1 },
  sad: { light: -1, pace: -1 },
  melancholic: { light: -1, pace: -1 },
  dark: { light: -1 },
  bright: { light: 1 },
  dreamy: { pace: -1 },
  rainy: { light: -1, pace: -1 },
  energetic: { pace: 1 },
  intense: { light: -1, pace: 1 },
  wild: { pace: 1 },
  angry: { light: -1, pace: 1 },
  tense: { light: -1, pace: 1 },
  uplifting: { light: 1, pace: 1 },
  epic: { light: -1 },
  warm: { light: 1 },
  romantic: { light: 1, pace: -1 },
  mysterious: { light: -1 },
  nostalgic: { pace: -1 },
  playful: { light: 1, pace: 1 },
  slow: { pace: -1 },
  fast: { pace: 1 },
}

/** What moods ask of the mode (`light`) and the tempo (`pace`) together: below 0 darker or slower, above brighter or faster. */
export const moodPull = (moods: readonly string[] = [], of: 'light' | 'pace'): number =>
  moods.reduce((sum, mood) => sum + (moodPulls[mood.toLowerCase()]?.[of] ?? 0), 0)
