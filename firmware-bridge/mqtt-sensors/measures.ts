import type { AnnouncedControl } from './announcement.ts'

/** What a measured value is, and between which values it moves in a room. */
export type Measure = { readonly unit: string; readonly range: readonly [number, number] }

const measure = (unit: string, low: number, high: number): Measure => ({ unit, range: [low, high] })

/** By the device classes of Home Assistant, home-assistant.io/integrations/sensor */
const byClass: Readonly<Record<string, Measure>> = {
  apparent_power: measure('VA', 0, 2500),
  aqi: measure('', 0, 300),
  atmospheric_pressure: measure('hPa', 950, 1050),
  battery: measure('%', 0, 100),
  carbon_dioxide: measure('ppm', 400, 2000),
  carbon_monoxide: measure('ppm', 0, 100),
  current: measure('A', 0, 16),
  distance: measure('cm', 0, 400),
  frequency: measure('Hz', 0, 100),
  humidity: measure('%', 0, 100),
  illuminance: measure('lx', 0, 1000),
  irradiance: measure('W/m²', 0, 1000),
  moisture: measure('%', 0, 100),
  ph: measure('', 0, 14),
  pm1: measure('µg/m³', 0, 250),
  pm10: measure('µg/m³', 0, 250),
  pm25: measure('µg/m³', 0, 250),
  power: measure('W', 0, 2500),
  power_factor: measure('', 0, 1),
  pressure: measure('hPa', 950, 1050),
  signal_strength: measure('dBm', -100, -30),
  sound_pressure: measure('dB', 30, 110),
  speed: measure('km/h', 0, 130),
  temperature: measure('°C', -20, 50),
  volatile_organic_compounds: measure('µg/m³', 0, 1000),
  volatile_organic_compounds_parts: measure('ppb', 0, 2000),
  voltage: measure('V', 0, 250),
  weight: measure('kg', 0, 150),
  wind_speed: measure('km/h', 0, 100),
}

/** The same in another unit: what to multiply by, and what to add. */
const byUnit: Readonly<Record<string, readonly [factor: number, offset: number]>> = {
  '°C °F': [1.8, 32],
  '°C K': [1, 273.15],
  'cm m': [0.01, 0],
  'cm mm': [10, 0],
  'cm in': [1 / 2.54, 0],
  'hPa Pa': [100, 0],
  'hPa kPa': [0.1, 0],
  'hPa mbar': [1, 0],
  'hPa inHg': [0.02953, 0],
  'W kW': [0.001, 0],
  'A mA': [1000, 0],
  'V mV': [1000, 0],
  'km/h m/s': [1 / 3.6, 0],
  'kg g': [1000, 0],
}
/** Of a unit that no class stands for. */
const unitAlone: Readonly<Record<string, readonly [number, number]>> = {
  '%': [0, 100],
  '°': [0, 360],
  '°C': [-20, 50],
  lx: [0, 1000],
  W: [0, 2500],
  cm: [0, 400],
  mm: [0, 4000],
  dBm: [-100, -30],
  dB: [30, 110],
  ppm: [0, 2000],
}
const unknown: readonly [number, number] = [0, 100]
const longestUnit = 20

/** Unit and range of a value by its class, its unit, or the words in its name. */
export function measureOf(words: {
  readonly deviceClass?: string | undefined
  readonly unit?: string | undefined
  readonly name?: string | undefined
}): { readonly unit?: string; readonly range: [number, number] } {
  const { deviceClass, unit } = words
  const known = named(deviceClass) ?? guessed(words.name)
  const said = unit !== undefined && unit.length <= longestUnit ? unit : known?.unit
  return {
    ...(said !== undefined && said !== '' && { unit: said }),
    range: [...rangeOf(known, said)],
  }
}

const named = (deviceClass: string | undefined): Measure | undefined =>
  deviceClass !== undefined && Object.hasOwn(byClass, deviceClass)
    ? byClass[deviceClass]
    : undefined

/** Such as the class of "outside_temperature", where nobody says more. */
function guessed(name: string | undefined): Measure | undefined {
  const words = name?.toLowerCase().split(/[^a-z0-9]+/) ?? []
  const found = Object.keys(byClass).find((one) => words.includes(one))
  return found === undefined ? undefined : byClass[found]
}

function rangeOf(known: Measure | undefined, unit: string | undefined): readonly [number, number] {
  if (!known || (unit !== undefined && unit !== known.unit)) {
    const way = known && unit !== undefined ? byUnit[`${known.unit} ${unit}`] : undefined
    if (known && way) return [known.range[0] * way[0] + way[1], known.range[1] * way[0] + way[1]]
    return (unit !== undefined && Object.hasOwn(unitAlone, unit) && unitAlone[unit]) || unknown
  }
  return known.range
}

/** A value that is measured. */
export function measured(
  wanted: string,
  from: Extract<AnnouncedControl, { kind: 'continuous' }>['from'],
  words: { readonly deviceClass?: string | undefined; readonly unit?: string | undefined },
): AnnouncedControl {
  return {
    wanted,
    title: titled(wanted),
    kind: 'continuous',
    from,
    ...measureOf({ ...words, name: wanted }),
  }
}

/** What a person reads: at most 80 characters, and never nothing. */
export const titled = (words: string): string => words.trim().slice(0, 80).trim() || 'unnamed'
