/* How English is written in haste, or heard: tables only, as in lexicon-en.ts. */

const list = (text: string): readonly string[] => text.split(/\s*,\s*/)
const all = (means: string, said: string): readonly [string, string][] =>
  list(said).map((one) => [one, means])

const gerunds = {
  ...{ making: 'make', composing: 'compose', writing: 'write', creating: 'create', doing: 'do' },
  ...{ playing: 'play', giving: 'give', putting: 'put', turning: 'turn', changing: 'change' },
  ...{ keeping: 'keep', saving: 'save', stopping: 'stop', adding: 'add', setting: 'set' },
  ...{ having: 'have', trying: 'try', starting: 'start', generating: 'generate' },
}

/** Said so, and meant so: every other table knows the second only. */
export const rewordings: ReadonlyMap<string, string> = new Map([
  ...all('give me', 'gimme, giv me, give to me'),
  ...all('let me', 'lemme'),
  ...all("let's", 'lets, let us'),
  ...all('i want to', 'i wanna, wanna'),
  ...all('want to', 'wants to'),
  ...all('going to', 'gonna'),
  ...all('have to', 'gotta, got to, has got to'),
  ...all('kind of', 'kinda, kindof'),
  ...all('sort of', 'sorta'),
  ...all('out of', 'outta'),
  ...all(
    'make it',
    'cut it down to, cut this down to, cut that down to, trim it to, trim it down to, shorten it to, get it down to',
  ),
  ...all('a lot', 'alot, loads, a load, a great deal, a whole lot, lots'),
  ...all('a bit', 'abit, a wee bit, a tiny bit, a teeny bit, a smidge, a smidgen, a tick, a pinch'),
  ...all('a bit', 'just a bit, just a little, just a touch, ever so slightly, a little bit, a wee'),
  ...all('you', 'u, ya, ye'),
  ...all('please', 'pls, plz, plse, pleas, plaese, if you please'),
  ...all('thanks', 'thx, ty, cheers, ta'),
  ...all('music', 'musik, muzik, choons, tunage'),
  ...all('because', 'cuz, coz, cos'),
  ...all('with', 'wit, wiht, w'),
  ...all('something', 'somethin, sumthing, summat, smth, sth'),
  ...all('nothing', 'nothin'),
  ...all('the', 'da, teh, hte'),
  ...all('and', 'n, nd, adn'),
  ...all('melody', 'melodys'),
  ...all("it's", 'its, it is'),
  ...all("that's", 'thats, that is'),
  ...all("what's", 'whats, what is'),
  ...all("there's", 'theres, there is'),
  ...all("don't", 'dont, do not'),
  ...all("won't", 'will not, wont'),
  ...all("that'll do", 'that will do, thatll do'),
  ...all("that'll be all", 'that will be all, thatll be all'),
  ...all("isn't", "isnt, is not, ain't, aint"),
  ...all("aren't", 'arent, are not'),
  ...all("doesn't", 'doesnt, does not'),
  ...all("didn't", 'didnt, did not'),
  ...all("can't", 'cant, cannot, can not'),
  ...all("i'm", 'im, i am'),
  ...all("i've", 'ive'),
  ...all("we've", 'weve'),
  ...all("i'd", 'i would'),
  ...all("we'd", 'we would'),
  ...all("you're", 'youre, you are'),
  ...all("we're", 'we are'),
  ...all("we're in", 'were in'),
  ...all("we're dragging", 'were dragging'),
  ...all("we're rushing", 'were rushing'),
  ...all("we're after", 'were after'),
  ...all("we're looking for", 'were looking for'),
  ...all("they're", 'theyre, they are'),
  ...all("i'd like", 'id like, i would like, i should like'),
  ...all("i'd love", 'id love, i would love'),
  ...all("i'd want", 'id want, i would want'),
  ...all("we'd like", 'wed like, we would like'),
  ...all("we'd love", 'wed love, we would love'),
  ...all("i'll have", 'ill have, i will have'),
  ...all("i'll take", 'ill take, i will take'),
  ...all('minutes', 'mins'),
  ...all('seconds', 'secs'),
  ...all('tempo', 'temp'),
  ...all('gray', 'grey'),
  ...all('meter', 'metre'),
  ...all('harmonise', 'harmonize'),
  ...all('more', 'some more, a few more'),
  ...['would you mind', 'do you mind', 'how about', 'what about', 'mind'].flatMap((ask) =>
    Object.entries(gerunds).map(([said, means]): [string, string] => [
      `${ask} ${said}`,
      `please ${means}`,
    ]),
  ),
])

/** Who it is for: nothing else changes by that. */
const audience = list(
  `kids, children, little ones, toddlers, dancers, dancer, class, classes, choir, singer, singers, vocalist, drummer, drummers, guitarist, bassist, pianist,
  students, pupils, beginners, group, band, guests, visitors, customers, passengers, boys, girls, twins, team, crowd, audience, neighbours,
  neighbors, players, musicians, trumpet player, flute player, sax player, bass player, guitar player, elderly, older folks, old folks, residents,
  patients, seniors, ensemble, orchestra, soloist, brass players, string players, mum, dad, mother, father, son, daughter, sister, brother, wife, husband,
  grandma, grandad, nan, grandmother, grandfather, friend, friends, teacher, boss, crew, family`,
).flatMap((who) =>
  ['the', 'my', 'our', 'these', 'those', 'all the'].map((whose) => `for ${whose} ${who}`),
)

/** Says nothing, wherever it stands. */
export const fillers: ReadonlyMap<string, true> = new Map(
  list(
    `um, uh, uhm, umm, er, erm, err, eh, hmm, hm, mm, ehm, you know, i guess, i suppose, i think, i reckon,
    you know what, know what, guess what, tell you what, to be honest, tbh, ngl, fr, let me see, if i may say so, so to speak, por favor, bitte, per favore,
    s'il vous plait, s'il te plait, merci, gracias, danke, that's right, of course, if you like, y'know, innit, yeah yeah, how do you say,
    how to say, let's call it, let us call it, maybe, perhaps,
    basically, literally, honestly, obviously, somehow, if that makes sense, if you know what i mean, ish, haha, lol, like um, at all`,
  )
    .concat(audience)
    .map((said) => [said, true]),
)

/** Holds the words of a filler, and means them. */
export const meantFillers: ReadonlyMap<string, true> = new Map(
  list('do you know, as you know, let me see if, if you like it').map((said) => [said, true]),
)

/** After one of these the speaker says it anew: 'in D, sorry, in E'. */
export const corrections: ReadonlyMap<string, true> = new Map(
  list(
    `no wait, wait no, no sorry, sorry no, oh sorry, sorry, i meant, scratch that, or rather, no make that, no actually, make that, correction,
    my mistake, my bad, i meant to say, strike that, forget that, no hang on, no hold on`,
  ).map((said) => [said, true]),
)
/** After one of these he may, where what follows is of a kind that was said before: 'a waltz, no, a tango'. */
export const doubts: ReadonlyMap<string, true> = new Map(
  list(
    `no, nope, nah, wait, hang on, hold on, actually, i mean, oops, or better, better, no no, oh no, let me think, make it, or maybe, or no,
    hm no, well no, ah no, well, change of plan, changed my mind, i changed my mind, on second thought, on second thoughts, rather`,
  ).map((said) => [said, true]),
)
/** Between such a word and what is said anew. */
export const resumptions: ReadonlyMap<string, true> = new Map(
  list(
    `make it, make that, let's make it, let's make that, let's say, let's do, let's go with, let's have, let's go for, let's take, do it,
    say, do, in, at, with, a, an, the, to, for, go, go for, go with, i want, i'd like, better, rather, please, it's, it should be, give me, some`,
  ).map((said) => [said, true]),
)
/** What is left of such words where nothing was taken back. */
export const afterthoughts: ReadonlyMap<string, true> = new Map(
  list('i mean, actually').map((said) => [said, true]),
)
/** What a number counts that stands before one of these. */
export const units: ReadonlyMap<string, string> = new Map([
  ...all('bpm', 'bpm, beats, beat'),
  ...all('bars', 'bar, bars, measure, measures'),
  ...all('time', 'second, seconds, sec, minute, minutes, min, hour, hours'),
])
/** Beside the words of music, those that a hasty finger gets wrong. */
export const oftenMisspelled: ReadonlySet<string> = new Set(
  list(
    'tempo, minor, major, please, without, faster, slower, minute, minutes, second, seconds, again, generate, compose, create, something, sharp, dorian, phrygian, lydian, mixolydian, locrian, aeolian, ionian, harmonic, melodic, natural, flat',
  ),
)

/** Words that are one letter from one of ours, and mean what they say. */
export const everydayWords: ReadonlySet<string> = new Set(
  list(
    `actions, altitude, american, americans, attitudes, auction, badger, baker, baking, ballard, balls, banker,
    banking, banner, banter, barber, barker, barking, bases, bats, beads, beams, beans, bearer, bears, beasts,
    beginnings, being, bets, bills, bing, bling, boats, bookie, boot, bosses, bouncer, bounty, bowing, boxing,
    bras, brick, bride, bridges, brig, brink, bucking, bulls, buster, cahill, caller, calling, camping, cells,
    chair, chairs, cher, cherry, chunk, clan, cleaned, cleaners, clearer, cleaver, coming, complicate, composed,
    composer, cord, cords, county, crack, crate, crease, created, creates, crowned, dedicate, denver, details,
    dill, dirty, dive, diving, done, dopey, doubled, doubles, dreamer, dreary, drugs, duty, electra, emptied,
    endings, fatter, feller, fester, fever, finer, fingers, flash, florida, flour, fluke, flush, folly, foster,
    funnier, generated, gentry, ghastly, gland, gong, goody, grad, grind, grove, groves, grudge, harper, hash,
    homey, hoped, horrors, hors, horse, hose, hostiles, hunted, hunting, incense, increased, increases,
    introductions, jelly, jiggle, juggle, lads, lanes, leaks, leaps, leeds, lies, likely, likes, linen, links,
    livery, lives, living, loner, looks, loser, losing, lover, mach, machines, magic, maniac, marry, marsh, match,
    mayor, meal, medal, meddle, medication, mental, mercy, miner, missy, movements, noses, openings, pain, pappy,
    pepper, perdy, perry, pierce, placed, plaid, plan, planner, pleased, pleases, poker, poppy, powder, puck,
    puppy, quack, quarter, quitter, rabid, raid, railing, raising, ranking, raped, related, rents, richter, rise,
    rocking, ruining, sally, salvage, sample, savages, scare, scaring, schools, scope, seattle, sections, seed,
    settled, settles, sewing, shadows, sharing, shore, shower, simba, sing, singers, singing, sings, sinner,
    skill, sleeper, sleeping, slice, sling, smart, smother, snore, soaking, sober, sonny, sons, sore, sorrows,
    spade, sparkle, sparky, spend, spicy, spike, spill, spine, spite, spring, springs, stall, star, stars, stat,
    stats, steal, steed, stings, stingy, stranger, strap, strapped, striped, stripper, stuart, sturdy, suction,
    suing, sully, summers, swore, swung, tack, tease, thee, thinks, trace, traces, trainer, tricks, truck, trucks,
    tubes, uptight, verde, verge, versus, villa, vines, voila, wally, whistler, whistles, wider, willy`,
  ),
)
