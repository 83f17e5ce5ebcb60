// Unions: std::optional or a pointer for a type or null, std::variant for the others.
#pragma once

#include "nodes.hpp"
#include "values.hpp"

namespace problemsmith {

// Whether the JSON that begins here has the outer shape of a type.
template <class Tag>
struct Shape;

inline bool is_number(Cursor in) {
  char first = in.peek();
  return first == '-' || (first >= '0' && first <= '9');
}

template <>
struct Shape<Int> {
  static bool fits(Cursor in) { return is_number(in) && in.word().find_first_of(".eE") == std::string_view::npos; }
};
template <>
struct Shape<Float> {
  static bool fits(Cursor in) { return is_number(in); }
};
template <>
struct Shape<Text> {
  static bool fits(Cursor in) { return in.peek() == '"'; }
};
template <>
struct Shape<Bool> {
  static bool fits(Cursor in) { return in.peek() == 't' || in.peek() == 'f'; }
};
template <>
struct Shape<Null> {
  static bool fits(Cursor in) { return in.peek() == 'n'; }
};
template <class Item>
struct Shape<Array<Item>> {
  static bool fits(Cursor in) { return in.peek() == '['; }
};
template <>
struct Shape<List> : Shape<Array<Int>> {};
template <>
struct Shape<Tree> : Shape<Array<Int>> {};
template <class... Items>
struct Shape<Tuple<Items...>> {
  static bool fits(Cursor in) {
    if (in.peek() != '[') return false;
    std::size_t count = 0;
    in.parts(']', [&] { in.skip(), ++count; });
    return count == sizeof...(Items);
  }
};
template <class Key, class Value>
struct Shape<Map<Key, Value>> {
  static bool fits(Cursor in) { return in.peek() == '{'; }
};
template <class Struct>
struct Shape<Record<Struct>> {
  static bool fits(Cursor in) {
    if (in.peek() != '{') return false;
    std::size_t count = 0;
    bool are_known = true;
    in.parts('}', [&] {
      std::string name = in.text();
      in.take(':'), in.skip(), ++count;
      are_known = are_known && std::apply([&](const auto&... it) { return ((it.name == name) || ...); }, Fields<Struct>::all);
    });
    return are_known && count == std::tuple_size_v<decltype(Fields<Struct>::all)>;
  }
};
template <class Struct>
struct Shape<Box<Struct>> {
  static bool fits(Cursor in) { return Shape<typename Inner<Struct>::Tag>::fits(in); }
};
template <class Item>
struct Shape<Optional<Item>> {
  static bool fits(Cursor in) { return in.peek() == 'n' || Shape<Item>::fits(in); }
};
template <class... Members>
struct Shape<Union<Members...>> {
  static bool fits(Cursor in) { return (Shape<Members>::fits(in) || ...); }
};

template <class Item, class T>
struct Codec<Optional<Item>, std::optional<T>> {
  static void read(Cursor& in, std::optional<T>& value) {
    if (in.peek() == 'n') {
      in.word();
      value.reset();
    } else {
      problemsmith::read<Item>(in, value.emplace());
    }
  }
  static void write(std::string& out, const std::optional<T>& value) {
    if (value) problemsmith::write<Item>(out, *value);
    else out += "null";
  }
};

template <class Item, class T>
struct Codec<Optional<Item>, T*> {
  static void read(Cursor& in, T*& value) {
    if (in.peek() == 'n') {
      in.word();
      value = nullptr;
    } else {
      problemsmith::read<Item>(in, *(value = new T()));
    }
  }
  static void write(std::string& out, T* value) {
    if (value) problemsmith::write<Item>(out, *value);
    else out += "null";
  }
};

template <class... Members, class... Ts>
  requires(sizeof...(Members) == sizeof...(Ts))
struct Codec<Union<Members...>, std::variant<Ts...>> {
  using T = std::variant<Ts...>;
  static void read(Cursor& in, T& value) {
    each([&]<class Member, std::size_t At>(Member, std::integral_constant<std::size_t, At>) {
      if (!Shape<Member>::fits(in)) return false;
      problemsmith::read<Member>(in, value.template emplace<At>());
      return true;
    });
  }
  static void write(std::string& out, const T& value) {
    each([&]<class Member, std::size_t At>(Member, std::integral_constant<std::size_t, At>) {
      if (value.index() != At) return false;
      problemsmith::write<Member>(out, std::get<At>(value));
      return true;
    });
  }

 private:
  // Until a call returns true.
  static void each(auto call) {
    [&]<std::size_t... At>(std::index_sequence<At...>) {
      (void)(call(Members{}, std::integral_constant<std::size_t, At>{}) || ...);
    }(std::index_sequence_for<Members...>{});
  }
};

}  // namespace problemsmith
