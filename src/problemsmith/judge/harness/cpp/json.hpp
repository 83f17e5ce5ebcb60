// Reading the arguments' JSON, and writing the result's. The input was written by the judge.
#pragma once

#include <bits/stdc++.h>

namespace problemsmith {

// A value that the program's own type cannot hold, such as 3000000000 for an int.
struct Misfit {
  std::string what;
};

// A value that is not what the signature promises, such as a list that runs in a circle.
struct WrongValue {
  std::string got, wanted;
};

class Cursor {
 public:
  Cursor(const char* at, const char* end) : at_(at), end_(end) {}

  char peek() const { return at_ < end_ ? *at_ : '\0'; }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  // The text of a number, or of true, false or null.
  std::string_view word() {
    const char* start = at_;
    while (at_ < end_ && *at_ != ',' && *at_ != ']' && *at_ != '}' && *at_ != ':') ++at_;
    return {start, static_cast<std::size_t>(at_ - start)};
  }

  std::string text() {
    std::string made;
    take('"');
    while (at_ < end_ && *at_ != '"') {
      if (*at_ != '\\') {
        made += *at_++;
        continue;
      }
      char kind = at_[1];
      at_ += 2;
      if (kind == 'u') {
        append_utf8(made, code_point());
      } else {
        constexpr std::string_view from = "bfnrt", to = "\b\f\n\r\t";
        std::size_t place = from.find(kind);
        made += place == from.npos ? kind : to[place];
      }
    }
    take('"');
    return made;
  }

  // Calls `part` before each part of an array or object; it must read the part.
  template <class Part>
  void parts(char close, Part part) {
    ++at_;
    if (take(close)) return;
    do part();
    while (take(','));
    take(close);
  }

  void skip() {
    if (peek() == '"') {
      text();
    } else if (peek() == '[') {
      parts(']', [&] { skip(); });
    } else if (peek() == '{') {
      parts('}', [&] { text(), take(':'), skip(); });
    } else {
      word();
    }
  }

 private:
  unsigned code_unit() {
    unsigned unit = 0;
    std::from_chars(at_, at_ + 4, unit, 16);
    at_ += 4;
    return unit;
  }

  unsigned code_point() {
    unsigned first = code_unit();
    if (first < 0xd800 || first > 0xdfff) return first;
    if (first > 0xdbff || end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u') return 0xfffd;
    Cursor next(at_ + 2, end_);
    unsigned second = next.code_unit();
    if (second < 0xdc00 || second > 0xdfff) return 0xfffd;
    at_ += 6;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  }

  static void append_utf8(std::string& made, unsigned point) {
    if (point < 0x80) {
      made += static_cast<char>(point);
      return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    constexpr unsigned heads[] = {0, 0xc0, 0xe0, 0xf0};
    made += static_cast<char>(heads[more] | point >> 6 * more);
    while (more-- > 0) made += static_cast<char>(0x80 | (point >> 6 * more & 0x3f));
  }

  const char* at_;
  const char* end_;
};

// How many bytes of valid UTF-8 begin here; 0 for none.
inline std::size_t utf8_length(std::string_view rest) {
  auto byte = [&](std::size_t at) {
    return at < rest.size() ? static_cast<unsigned char>(rest[at]) : 0u;
  };
  unsigned head = byte(0);
  std::size_t length = head < 0x80 ? 1 : head < 0xc2 ? 0 : head < 0xe0 ? 2 : head < 0xf0 ? 3
                       : head < 0xf5 ? 4 : 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xc0) != 0x80) return 0;
  }
  bool is_overlong = (head == 0xe0 && byte(1) < 0xa0) || (head == 0xf0 && byte(1) < 0x90);
  bool is_no_character = (head == 0xed && byte(1) > 0x9f) || (head == 0xf4 && byte(1) > 0x8f);
  return is_overlong || is_no_character ? 0 : length;
}

// A text as JSON. Bytes that are no UTF-8 become U+FFFD.
inline void write_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t length = utf8_length(text);
    unsigned char first = static_cast<unsigned char>(text[0]);
    if (length == 0) {
      out += "\xef\xbf\xbd";
    } else if (first == '"' || first == '\\') {
      out += {'\\', text[0]};
    } else if (first < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", first);
      out += escape;
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

template <class T>
T read_integer(Cursor& in) {
  std::string_view word = in.word();
  bool is_negative = word.starts_with('-');
  __int128 value = 0;
  bool fits = true;
  for (char digit : word.substr(is_negative)) {
    if (digit < '0' || digit > '9') throw Misfit{std::string(word) + " is not an integer"};
    fits = fits && !__builtin_mul_overflow(value, 10, &value);
    int added = is_negative ? -(digit - '0') : digit - '0';
    fits = fits && !__builtin_add_overflow(value, added, &value);
  }
  T result{};
  if (!fits || __builtin_add_overflow(value, 0, &result)) {
    std::string shown(word.substr(0, 50));
    throw Misfit{shown + (word.size() > 50 ? "..." : "") + " does not fit into " +
                 std::to_string(8 * sizeof(T)) + " bits"};
  }
  return result;
}

template <class T>
void write_integer(std::string& out, T value) {
  char digits[48];
  out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
}

inline double read_float(Cursor& in) {
  std::string_view word = in.word();
  double value = 0;
  auto [end, error] = std::from_chars(word.begin(), word.end(), value);
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(word).c_str(), nullptr);
  return value;
}

inline void write_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
  } else {
    char digits[64];
    std::string_view text(digits, std::to_chars(digits, std::end(digits), value).ptr);
    out += text;
    if (text.find_first_of(".e") == text.npos) out += ".0";
  }
}

}  // namespace problemsmith
