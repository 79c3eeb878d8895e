@client @load
Feature: The client under a flood (Part 2, 6.14)

  @RC-044
  Scenario Outline: [1] A server gets its session beside <count> <kind>
    Given the client listens
    When <count> <kind> reach the client
    And a real server starts and dials the client
    Then the client opens a session on the real server

    Examples:
      | count | kind                             |
      | 1000  | silent connections               |
      | 1000  | ReverseHellos of unknown servers |
      | 200   | connections per second           |

  @RC-044
  Scenario: [2] Connections that their server closed leave nothing behind
    Given the client listens
    When our server B dials, sends ReverseHello and closes 20 times
    Then the client lets go of every connection of our server B
    And the client still serves a real server
