/* How English says what music feels like: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)

/** The moods we know, each with the other words for it. */
export const moodWords: Readonly<Record<string, readonly string[]>> = {
  calm: list(
    `calm, calming, peaceful, serene, tranquil, soothing, relaxing, relaxed, gentle, gently, soft, softly, quiet, hushed, meditative, placid,
    restful, zen, contemplative, delicate, unhurried, still, calmness, tranquility, relaxation`,
  ),
  chill: list(
    'chill, chilled, chilled out, chilling, mellow, laid back, easy going, easygoing, lazy, lounge, loungy, breezy',
  ),
  sleepy: list('sleepy, drowsy, snoozy, dozy, bedtime'),
  happy: list(
    'happy, cheerful, cheery, jolly, joyful, joyous, merry, glad, gleeful, feel good, feelgood, good mood, joy, happiness, delighted',
  ),
  sad: list(
    'sad, sorrowful, mournful, tearful, heartbroken, heartbreaking, weepy, grieving, tragic, depressing, sadness, sorrow',
  ),
  melancholic: list(
    'melancholic, melancholy, melancholical, wistful, pensive, bittersweet, lonely, longing, yearning, blue, plaintive, reflective',
  ),
  dark: list(
    'dark, gloomy, sinister, brooding, ominous, moody, bleak, grim, sombre, somber, shadowy, murky, evil, menacing, dystopian, darkness',
  ),
  bright: list(
    'bright, sunny, shiny, sparkling, sparkly, radiant, glittering, shimmering, summery, crisp',
  ),
  dreamy: list(
    'dreamy, dreamlike, ethereal, floaty, floating, hazy, airy, weightless, otherworldly, spacey, spacy, trippy, psychedelic',
  ),
  rainy: list('rainy, rain, drizzly, raining'),
  energetic: list(
    'energetic, lively, upbeat, peppy, driving, high energy, full of energy, pumping, energising, energizing, vibrant, dynamic, danceable, bouncing, up beat, perky, hyped, pumped up',
  ),
  intense: list(
    'intense, powerful, hard, heavy, hard hitting, massive, strong, forceful, punishing, brutal',
  ),
  wild: list(
    'wild, crazy, frantic, hectic, chaotic, manic, mad, frenzied, insane, bonkers, unhinged',
  ),
  angry: list(
    'angry, aggressive, furious, fierce, raging, mean, rage, anger, hostile, savage, ferocious',
  ),
  tense: list(
    'tense, suspenseful, nervous, anxious, dramatic, suspense, tension, edgy, uneasy, thrilling, nerve racking, unsettling, gripping',
  ),
  uplifting: list(
    'uplifting, hopeful, inspiring, optimistic, inspirational, motivating, motivational, encouraging, positive, hope, euphoric',
  ),
  epic: list(
    'epic, heroic, majestic, triumphant, grand, soaring, grandiose, monumental, glorious, victorious, sweeping, larger than life',
  ),
  warm: list('warm, cozy, cosy, warmth, comforting, snug, homely'),
  romantic: list(
    'romantic, tender, loving, intimate, sensual, sexy, romance, lovey dovey, passionate, amorous',
  ),
  mysterious: list(
    'mysterious, eerie, spooky, haunting, scary, creepy, ghostly, magical, mystery, mystical, enigmatic, haunted, horror, frightening, terrifying, mystic, enchanted, enchanting, supernatural',
  ),
  nostalgic: list(
    'nostalgic, vintage, dusty, retro, nostalgia, old school feel, sentimental, old timey, throwback',
  ),
  playful: list(
    'playful, bouncy, quirky, funny, cheeky, silly, whimsical, goofy, comical, mischievous, childish, cute, humorous, zany, clumsy',
  ),
  slow: list(
    'slow, slowly, slowish, down tempo, adagio, largo, lento, unhurriedly, sluggish, plodding',
  ),
  fast: list(
    'fast, quick, rapid, uptempo, up tempo, speedy, brisk, presto, allegro, vivace, fastish, snappy, pacy, high speed, racing',
  ),
}

/** Every word for a mood, and the mood. */
export const moodsByWord: ReadonlyMap<string, string> = new Map(
  Object.entries(moodWords).flatMap(([mood, said]) => said.map((word) => [word, mood] as const)),
)

/** How much happens, 0 to 1, in music of these words. */
export const energyWords: Readonly<Record<string, number>> = {
  'low energy': 0.2,
  sleepy: 0.1,
  peaceful: 0.15,
  serene: 0.15,
  quiet: 0.2,
  calm: 0.2,
  calming: 0.2,
  soothing: 0.2,
  tranquil: 0.2,
  gentle: 0.25,
  soft: 0.25,
  relaxing: 0.25,
  relaxed: 0.3,
  chill: 0.3,
  chilled: 0.3,
  'chilled out': 0.3,
  mellow: 0.3,
  lazy: 0.3,
  'laid back': 0.35,
  'medium energy': 0.5,
  lively: 0.7,
  upbeat: 0.7,
  bouncy: 0.7,
  driving: 0.75,
  energetic: 0.8,
  powerful: 0.8,
  hard: 0.8,
  heavy: 0.8,
  epic: 0.8,
  'high energy': 0.85,
  'full of energy': 0.85,
  intense: 0.85,
  pumping: 0.85,
  aggressive: 0.9,
  furious: 0.9,
  frantic: 0.95,
  wild: 0.95,
  crazy: 0.95,
}
