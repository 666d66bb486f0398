/*
 * Knob box: six knobs, eight buttons and four lights for the hub, as hub frames (docs/hub-frames.md).
 * ATmega328P at 16 MHz, such as an Arduino Uno or Nano. Bare avr-libc; built by `npm run firmware`.
 *
 *   A0 to A5    knobs 1 to 6: the ends of a 10 kΩ potentiometer to 5V and GND, its wiper here
 *   D2 to D9    buttons 1 to 8: to GND, no resistor
 *   D10 to D13  lights 1 to 4: an LED with 330 Ω to GND; D13 is on the board
 *   D0, D1      the serial line, over USB
 *
 * What is said never waits in a queue. A frame is made at the moment the line is free, of what is
 * true then: edges of buttons first, answers next, and of the knobs the latest value only.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <util/atomic.h>
#include <util/delay.h>

#define BAUD 250000UL /* exact at 16 MHz, which 115,200 is not */

enum { PROTOCOL = 1, ANALOGS = 6, BUTTONS = 8, LIGHTS = 4 };
enum { HELLO = 0x01, ANALOG = 0x02, EDGE = 0x03, PONG = 0x04 };
enum { ASK_HELLO = 0x81, SET = 0x82, PING = 0x83 };

static const char name[] = "knob-box";
static const char version[] = "1.0.0";

/* ---- time: 1 ms, by timer 0 ---- */

static volatile uint16_t clock_ms;
static volatile bool tick;

ISR(TIMER0_COMPA_vect) {
  clock_ms++;
  tick = true;
}

static uint16_t now_ms(void) {
  uint16_t ms;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { ms = clock_ms; }
  return ms;
}

static void start_clock(void) {
  TCCR0A = _BV(WGM01);
  OCR0A = F_CPU / 64 / 1000 - 1;
  TCCR0B = _BV(CS01) | _BV(CS00);
  TIMSK0 = _BV(OCIE0A);
}

/* ---- the line ---- */

enum { LONGEST = 32, RING = 64 };
_Static_assert(4 + 4 + sizeof name + sizeof version + 1 <= LONGEST, "HELLO is too long");

/* The one frame that is on its way, encoded. `left` is 0 when the next may be made: the last bytes
 * are still in the hardware then, so the line is never idle meanwhile. */
static uint8_t outgoing[LONGEST + 2];
static const uint8_t *volatile next_out;
static volatile uint8_t left;

ISR(USART_UDRE_vect) {
  UDR0 = *next_out++;
  if (--left == 0) UCSR0B &= ~_BV(UDRIE0);
}

static volatile uint8_t ring[RING];
static volatile uint8_t ring_in, ring_out;

ISR(USART_RX_vect) {
  const uint8_t byte = UDR0;
  const uint8_t following = (ring_in + 1) % RING;
  /* A byte too many is lost, and the checksum of its frame with it. */
  if (following == ring_out) return;
  ring[ring_in] = byte;
  ring_in = following;
}

static void start_line(void) {
  UBRR0 = F_CPU / 16 / BAUD - 1;
  /* A bootloader leaves the double speed on. */
  UCSR0A = 0;
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

/* Four bits at a time: an edge waits for it. */
static uint8_t crc8(const uint8_t *bytes, uint8_t count) {
  static const uint8_t of[16] = {0x00, 0x07, 0x0e, 0x09, 0x1c, 0x1b, 0x12, 0x15,
                                 0x38, 0x3f, 0x36, 0x31, 0x24, 0x23, 0x2a, 0x2d};
  uint8_t crc = 0;
  while (count--) {
    crc ^= *bytes++;
    crc = (uint8_t)(crc << 4) ^ of[crc >> 4];
    crc = (uint8_t)(crc << 4) ^ of[crc >> 4];
  }
  return crc;
}

/* The frame that is being made: header and payload, then its checksum. */
static uint8_t frame[LONGEST];
static uint8_t size;

static void put(uint8_t byte) { frame[size++] = byte; }

static void put16(uint16_t word) {
  put(word & 0xff);
  put(word >> 8);
}

static void put_text(const char *text) {
  put(strlen(text));
  while (*text) put(*text++);
}

static void begin(uint8_t type, uint16_t ms) {
  static uint8_t seq;
  size = 0;
  put(type);
  put(seq++);
  put16(ms);
}

/* Closes the frame and sends it, COBS-encoded. Frames are far below 254 bytes: no long blocks. */
static void send(void) {
  put(crc8(frame, size));
  uint8_t *to = outgoing + 1;
  uint8_t *block = outgoing;
  for (uint8_t i = 0; i < size; i++) {
    if (frame[i] != 0) {
      *to++ = frame[i];
      continue;
    }
    *block = to - block;
    block = to++;
  }
  *block = to - block;
  *to++ = 0;
  next_out = outgoing;
  left = to - outgoing;
  UCSR0B |= _BV(UDRIE0);
}

/* ---- knobs: conversions one after the other, for ever ---- */

enum { STIR = 3, AWAKE_MS = 30 };

static volatile uint16_t reading[ANALOGS];
static volatile bool all_read;

ISR(ADC_vect) {
  static uint8_t channel;
  reading[channel] = ADC;
  if (++channel == ANALOGS) {
    channel = 0;
    all_read = true;
  }
  ADMUX = _BV(REFS0) | channel;
  ADCSRA |= _BV(ADSC);
}

static void start_knobs(void) {
  DIDR0 = _BV(ANALOGS) - 1;
  ADMUX = _BV(REFS0);
  /* 125 kHz: 104 us each, so every knob is read 1,600 times a second. */
  ADCSRA = _BV(ADEN) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0) | _BV(ADSC);
}

static uint16_t knob(uint8_t i) {
  uint16_t value;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { value = reading[i]; }
  return value;
}

/* What the hub was told last, and where the knob was when it last stirred. */
static uint16_t said[ANALOGS], anchor[ANALOGS];
static uint8_t to_say;

/*
 * A knob at rest is silent however the converter flickers: it wakes when it has gone STIR from where
 * it last was. Awake, every change is said, so the value it stops at is said too.
 */
static void watch_knobs(void) {
  static uint8_t awake[ANALOGS];
  for (uint8_t i = 0; i < ANALOGS; i++) {
    const uint16_t value = knob(i);
    const uint16_t gone = value > anchor[i] ? value - anchor[i] : anchor[i] - value;
    if (gone >= STIR) {
      anchor[i] = value;
      awake[i] = AWAKE_MS;
    }
    if (awake[i] == 0) continue;
    awake[i]--;
    if (value != said[i]) to_say |= _BV(i);
  }
}

/* Says the knobs of this mask with the values they have now. */
static void say_knobs(uint8_t mask) {
  begin(ANALOG, now_ms());
  put16(mask);
  for (uint8_t i = 0; i < ANALOGS; i++) {
    if (!(mask & _BV(i))) continue;
    said[i] = knob(i);
    put16(said[i]);
  }
  to_say &= ~mask;
  send();
}

/* ---- buttons ---- */

/* Longer than contacts bounce, shorter than any finger. */
enum { BOUNCE_MS = 10 };

static uint8_t pressed, edges, bouncing;
static uint8_t bounce_left[BUTTONS];
static uint16_t edge_ms;

static uint8_t pins(void) { return ~((PIND >> 2) | (PINB << 6)); }

EMPTY_INTERRUPT(PCINT0_vect)
EMPTY_INTERRUPT(PCINT2_vect)

static void start_buttons(void) {
  PORTD |= 0xfc;
  PORTB |= 0x03;
  /* Only to wake the processor. */
  PCMSK0 = 0x03;
  PCMSK2 = 0xfc;
  PCICR = _BV(PCIE0) | _BV(PCIE2);
  _delay_us(50); /* until the pull-ups have charged the leads */
  pressed = pins();
}

static uint8_t stirred(void) { return (pins() ^ pressed) & ~bouncing; }

/* The first edge counts at once; what the same button does in the next 10 ms is bouncing. */
static void watch_buttons(void) {
  uint8_t changed = stirred();
  if (!changed) return;
  /* A spike on a long lead is gone by now. */
  _delay_us(2);
  changed &= stirred();
  if (!changed) return;
  if (!edges) edge_ms = now_ms();
  pressed ^= changed;
  edges |= changed;
  bouncing |= changed;
  for (uint8_t i = 0; i < BUTTONS; i++) if (changed & _BV(i)) bounce_left[i] = BOUNCE_MS;
}

static void calm_buttons(void) {
  for (uint8_t i = 0; i < BUTTONS; i++) {
    if ((bouncing & _BV(i)) && --bounce_left[i] == 0) bouncing &= ~_BV(i);
  }
}

static void say_buttons(uint8_t changed, uint16_t ms) {
  begin(EDGE, ms);
  put16(pressed);
  put16(changed);
  send();
}

/* ---- lights ---- */

/* The hub speaks every second. When it does not, lights would tell of something that is over. */
enum { DESERTED_MS = 5000 };

static uint16_t heard_ms;

static void start_lights(void) { DDRB |= 0x3c; }

static void set_lights(uint8_t lights) { PORTB = (PORTB & ~0x3c) | ((lights << 2) & 0x3c); }

/* ---- what the hub says ---- */

static bool hello_due, knobs_due, buttons_due, pong_due;
static uint8_t ping[4];
static uint8_t ping_size;

/* Undoes COBS in place; the size of what it was, or 0 where it is broken. */
static uint8_t decoded(uint8_t *bytes, uint8_t count) {
  uint8_t to = 0;
  for (uint8_t at = 0; at < count;) {
    const uint8_t block = bytes[at];
    if (block == 0 || block > count - at) return 0;
    for (uint8_t i = 1; i < block; i++) bytes[to++] = bytes[at + i];
    at += block;
    if (at < count) bytes[to++] = 0;
  }
  return to;
}

static void take(uint8_t *bytes, uint8_t count) {
  count = decoded(bytes, count);
  if (count < 5 || crc8(bytes, count) != 0) return;
  heard_ms = now_ms();
  const uint8_t *const payload = bytes + 4;
  const uint8_t given = count - 5;
  if (bytes[0] == ASK_HELLO) hello_due = knobs_due = buttons_due = true;
  if (bytes[0] == SET && given >= 2) set_lights(payload[0]);
  if (bytes[0] == PING && given <= sizeof ping) {
    memcpy(ping, payload, given);
    ping_size = given;
    pong_due = true;
  }
}

/* A frame that is too long is passed over up to its end. */
static void listen(void) {
  static uint8_t incoming[LONGEST];
  static uint8_t count;
  static bool too_long;
  while (ring_out != ring_in) {
    const uint8_t byte = ring[ring_out];
    ring_out = (ring_out + 1) % RING;
    if (byte != 0) {
      if (count < LONGEST) incoming[count++] = byte;
      else too_long = true;
      continue;
    }
    if (!too_long) take(incoming, count);
    count = 0;
    too_long = false;
  }
}

/* ---- what is said next ---- */

static void say_hello(void) {
  begin(HELLO, now_ms());
  put(PROTOCOL);
  put(ANALOGS);
  put(BUTTONS);
  put(LIGHTS);
  put_text(name);
  put_text(version);
  send();
}

static void say_pong(void) {
  begin(PONG, now_ms());
  for (uint8_t i = 0; i < ping_size; i++) put(ping[i]);
  send();
}

/* The most urgent of what is due: one frame at most. */
static void say(void) {
  if (edges) {
    const uint8_t changed = edges;
    edges = 0;
    say_buttons(changed, edge_ms);
  } else if (hello_due) {
    hello_due = false;
    say_hello();
  } else if (knobs_due) {
    knobs_due = false;
    say_knobs(_BV(ANALOGS) - 1);
  } else if (buttons_due) {
    buttons_due = false;
    say_buttons(0, now_ms());
  } else if (pong_due) {
    pong_due = false;
    say_pong();
  } else if (to_say) {
    say_knobs(to_say);
  }
}

/* Asleep the converter reads more quietly; every interrupt wakes. Not where the line became free just
 * now: there may be more to say. */
static void rest(bool was_busy) {
  cli();
  if (!tick && ring_in == ring_out && !stirred() && !(was_busy && left == 0)) {
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

int main(void) {
  start_lights();
  start_buttons();
  start_clock();
  start_line();
  start_knobs();
  sei();
  /* From now on there is a true answer to every question. */
  while (!all_read) {}
  for (uint8_t i = 0; i < ANALOGS; i++) said[i] = anchor[i] = knob(i);
  hello_due = true;
  for (;;) {
    watch_buttons();
    listen();
    if (tick) {
      tick = false;
      watch_knobs();
      calm_buttons();
      if ((uint16_t)(now_ms() - heard_ms) >= DESERTED_MS) set_lights(0);
    }
    const bool busy = left != 0;
    if (!busy) say();
    rest(busy);
  }
}
